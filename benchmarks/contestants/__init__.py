"""What somebody would pick instead, each used as a competent user of it would."""
