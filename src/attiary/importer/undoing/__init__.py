"""What imports changed, told from git, and how the last one is taken back."""
