"""Who sits at the command line, as the audit log tells it."""

import os
import pwd
from contextlib import suppress

from compliance.store.deeds import Actor


def at_the_terminal() -> Actor:
    """Whoever runs this process, by the system's account; what the environment says could be anything."""
    user = str(os.getuid())
    with suppress(KeyError):  # containers run under numbers that have no name
        user = pwd.getpwuid(os.getuid()).pw_name
    return Actor(f"命令行 {user}", "system")
