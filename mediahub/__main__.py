"""`python -m mediahub` is `mediahub`."""

from mediahub.cli import main

if __name__ == "__main__":
    main()
