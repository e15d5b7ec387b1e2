import type { Component, InjectionKey } from 'vue'

/** Provide a component here to play voice messages; it gets `src` and `duration` (milliseconds, or null) and is as wide as it likes. */
export const VOICE_PLAYER: InjectionKey<Component | string> = Symbol('voice player')
