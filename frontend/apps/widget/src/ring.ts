/** Two soft notes, made here, so that nothing is loaded for them. In Hz and seconds. */
const NOTES = [[659, 0], [880, 0.12]] as const
const LENGTH = 0.28
const VOLUME = 0.12

let context: AudioContext | null = null

/** Browsers keep a page quiet that nobody has touched yet. */
export function ring(): void {
  try {
    context ??= new AudioContext()
    if (context.state === 'suspended') void context.resume()
    for (const [pitch, after] of NOTES) note(context, pitch, context.currentTime + after)
  } catch {
    // Then it is silent.
  }
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
