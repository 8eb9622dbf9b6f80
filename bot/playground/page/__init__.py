"""The playground's web page: a member's seat in the local Discord, in a browser."""
