"""Pages of the studio about send-outs, the words of mails and the outbox."""
