"""The `troupe` command's groups. Heavy parts are imported inside the commands, so that help is instant."""
