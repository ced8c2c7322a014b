"""What mails are called in the outbox."""

from mediahub import worker
from mediahub.hub import Hub
from mediahub.mail.outbox import NewMail, enqueue_mails
from tests.factories import make_user
from tests.mediahub.studio import at_work, said


def test_every_mail_has_a_name(studio: Hub) -> None:
    templates = [str(name) for name in worker.TEMPLATES._templates]
    with studio.writing() as db:
        user = make_user(db)
        mails = [NewMail(key=name, template=name, email="anna.ek@boras.se") for name in templates]
        enqueue_mails(db, mails, studio.now())
    with at_work(studio, user) as member:
        names = said(member.get("/studio/post"), "tbody td[1]")
    assert len(names) == len(templates)
    assert set(names) & set(templates) == set()
