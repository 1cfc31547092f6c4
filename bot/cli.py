"""The command line."""


def main() -> None:
    """Run the command named on the command line."""
