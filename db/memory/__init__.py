"""What people remember: lines they witnessed, found again by what is asked."""
