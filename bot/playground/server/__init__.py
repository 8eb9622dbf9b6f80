"""A local Discord on loopback, for the playground and for tests: REST, gateway, interactions, pictures.

Bots use it as they use Discord: unmodified discord.py 2.7 with `Route.BASE`, `DEFAULT_GATEWAY` and `Asset.BASE`
pointed here (`LocalDiscord.api_base`, `.gateway_url`, `.cdn_base`). A route it lacks answers 501 and is listed in
`LocalDiscord.unknown_routes`. Inside, a request is one synchronous step: a route (`routes/`) checks who may ask,
an act (`acts/`) changes the state and publishes the events, and every gateway session takes those it may hear.

How a human's client (the playground's page) uses it
----------------------------------------------------
A human has a token, `member-…` (`create_member`), sent as `Authorization: member-…`, without "Bot". There are no
rate limits. All of Discord's routes for reading, sending (with `message_reference`, `nonce`, files as multipart
`files[n]` + `payload_json`), editing and deleting messages, reactions, typing, pins, threads, polls
(`PUT /channels/{c}/polls/{m}/answers/@me` with `{answer_ids}`), direct conversations and members work, within the
human's permissions.

Gateway: connect to `GET /gateway`'s `url` + `?v=10&encoding=json`, IDENTIFY with the token; `intents` are ignored.
READY has `user`, `guilds` (ids), `private_channels`, `session_id`; then a GUILD_CREATE per guild with `roles`,
`members`, `emojis`, and those `channels` and `threads` the human can see. All events the human may see follow:
ephemeral messages (flag 64) only to whom they are addressed, CHANNEL_CREATE / CHANNEL_DELETE when a channel
appears or vanishes for this human. RESUME works as for bots.

Commands: `GET /guilds/{guild}/application-command-index` answers
`{applications: [{id, name, description, icon, bot_id, bot, flags}], application_commands: [command]}` with the
commands this human may use; `command` is as registered, `type` 1 slash, 2 user menu, 3 message menu.

Interactions: `POST /interactions` with `{type, application_id, guild_id, channel_id, session_id, nonce, data}`
answers 204, or an error when it is not allowed. By `type`:
- 2, a command: `data` `{id, name, type, options: [{name, type, value, options}]}`; menus have `target_id`; a file
  option's `value` is the n of `files[n]` in a multipart request;
- 4, autocomplete: as 2, the option being typed has `focused: true`;
- 3, a component: also `message_id`; `data` `{component_type, custom_id, values}` (ids for entity selects);
- 5, a modal: `data` `{id, custom_id, components}`; `id` is that of the INTERACTION_MODAL_CREATE (without it the
  newest open modal of this `custom_id`), `components` the entered `{custom_id, value | values}` in any nesting.

What comes of it arrives at the gateway, with the same `nonce`:
- INTERACTION_CREATE `{id, nonce}`: handed to the application (not for autocomplete);
- INTERACTION_SUCCESS `{id, nonce}`: answered; a message, if any, came as MESSAGE_CREATE or MESSAGE_UPDATE, with
  flag 128 while only promised ("is thinking");
- INTERACTION_FAILURE `{id, nonce, reason_code}`: no answer within 3 seconds;
- APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE `{id, nonce, choices: [{name, value}]}`;
- INTERACTION_MODAL_CREATE `{id, nonce, channel_id, title, custom_id, components, application}`: show this form.

People: `GET /playground/channels/{channel}/people` answers
`[{name, face, line, about, facts: [{name, value}], quiet, deciding}]`, the simulated people who live there: those
who were asked to be `quiet`, those who were called and are `deciding` what to answer.
`GET /playground/channels/{channel}/silence` answers `{words}`: why all of them are silent. Discord has nothing of
the kind; only the page asks.

Model: `GET /playground/model` answers who plays, the event PLAYGROUND_MODEL tells of a change, and whoever runs
the guild orders one (`model_orders.py`; the values are those of `bot/playground/model_desk.py`).

Pictures: `/avatars/{user or webhook}/{hash}.png` (the hash of `avatar`; a webhook's `avatar_url` is redirected
to), `/embed/avatars/{0–5}.png` for those without, `/emojis/{id}.png`, attachments at their `url`.
"""

from bot.playground.server.http.rest_server import Exchange
from bot.playground.server.local_discord import LocalDiscord
from bot.playground.server.state.discord_records import (
    DiscordChannel,
    DiscordGuild,
    DiscordMember,
    DiscordMessage,
    DiscordRole,
    DiscordUser,
    Privileged,
)

__all__ = [
    "DiscordChannel",
    "DiscordGuild",
    "DiscordMember",
    "DiscordMessage",
    "DiscordRole",
    "DiscordUser",
    "Exchange",
    "LocalDiscord",
    "Privileged",
]
