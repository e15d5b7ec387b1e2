/** Two soft notes, one after the other: frequency in Hz, beginning in seconds. */
const notes = [
  { frequency: 784, at: 0 },
  { frequency: 1047, at: 0.13 },
] as const

/** How long a note takes to fade, in seconds. */
const fading = 0.55

/** The sound of a new message, made instead of loaded. Browsers let a page sound only once somebody has used it. */
export class Bell {
  private context: AudioContext | null = null

  /** To be called while a click or a key is being handled: from then on the page may sound. */
  unlock(): void {
    try {
      this.context ??= new AudioContext()
      if (this.context.state === 'suspended') void this.context.resume()
    } catch {
      // No sound on this computer.
    }
  }

  get ready(): boolean {
    return this.context?.state === 'running'
  }

  /** Rings once, `volume` from 0 to 1. Silent where the page may not sound. */
  ring(volume: number): void {
    const { context } = this
    if (!context || context.state !== 'running' || volume <= 0) return
    for (const { frequency, at } of notes) {
      const begin = context.currentTime + at
      const tone = context.createOscillator()
      const loudness = context.createGain()
      tone.type = 'sine'
      tone.frequency.value = frequency
      // Ears hear loudness by powers.
      loudness.gain.setValueAtTime(0.0001, begin)
      loudness.gain.exponentialRampToValueAtTime(Math.max(0.0002, 0.35 * volume ** 2), begin + 0.015)
      loudness.gain.exponentialRampToValueAtTime(0.0001, begin + fading)
      tone.connect(loudness).connect(context.destination)
      tone.start(begin)
      tone.stop(begin + fading)
    }
  }

  close(): void {
    void this.context?.close().catch(() => {})
    this.context = null
  }
}
