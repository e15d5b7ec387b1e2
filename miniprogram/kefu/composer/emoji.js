/** The emoji that are offered: each one a single code point, so that "delete" takes a whole one away. */
const EMOJI = Array.from(
  '😀😄😁😆😂🤣😊😇🙂🙃😉😍🥰😘😋😜🤪🤗🤔🤭🤫😐😏😒🙄😬😌😔😴🤤😷🤒'
  + '🥵🥶😵🤯😎🥳😕😟😮😯😳🥺😢😭😱😖😓😩😤😡👍👎👌🤝🙏💪👏🙌👋🎉🎁🌹'
  + '🔥💯💰🧧📦🚚🛒📷📱💻🎧🔊🔋🔌⏰✅❌❓💖💔',
)

module.exports = { EMOJI }
