/** Samples in a frame of MPEG-2 layer III, and the rates that the mini-program records with. */
const SAMPLES = 576
const RATE = 16_000
const BIT_RATE = 48_000

/** Header of such a frame (ISO 13818-3, 2.4.2.3): MPEG-2, layer III, no CRC, 48 kbit/s, 16 kHz, mono. */
const HEAD = [0xff, 0xf3, 0x68, 0xc0]

/**
 * An mp3 of about `ms` milliseconds, as WeChat's recorder would have made it in a silent room: frames whose side
 * information says that nothing is coded. Players play it, and its length can be read.
 */
export function mp3(ms) {
  const length = (SAMPLES / 8) * BIT_RATE / RATE
  const frames = Math.max(1, Math.round(ms * RATE / SAMPLES / 1000))
  const bytes = new Uint8Array(frames * length)
  for (let i = 0; i < frames; i++) bytes.set(HEAD, i * length)
  return bytes
}
