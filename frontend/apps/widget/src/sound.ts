/** Two soft notes for a message that nobody sees. Made here, so that nothing is loaded for them. */

const MUTED = 'kefu.muted'
const SOUNDED = 'kefu.sounded'

/** Hz and seconds. */
const NOTES = [[659, 0], [880, 0.12]] as const
const LENGTH = 0.28
const VOLUME = 0.12

let context: AudioContext | null = null

/** Sounds once for a message, in whichever tab comes first. Browsers keep a page quiet that nobody has touched yet. */
export function chime(messageId: string): void {
  if (muted() || read(SOUNDED) === messageId) return
  write(SOUNDED, messageId)
  try {
    context ??= new AudioContext()
    if (context.state === 'suspended') void context.resume()
    for (const [pitch, after] of NOTES) note(context, pitch, context.currentTime + after)
  } catch {
    // Then it is silent.
  }
}

export function muted(): boolean {
  return read(MUTED) === '1'
}

export function setMuted(to: boolean): void {
  write(MUTED, to ? '1' : '0')
}

function note(audio: AudioContext, pitch: number, at: number): void {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(VOLUME, at)
  volume.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH)
  tone.connect(volume).connect(audio.destination)
  tone.start(at)
  tone.stop(at + LENGTH)
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // It lasts as long as nothing is kept.
  }
}
