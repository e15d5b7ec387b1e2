import { read, write } from './memory'

const MUTED = 'kefu.muted'

export function muted(): boolean {
  return read(MUTED) === '1'
}

export function setMuted(to: boolean): void {
  write(MUTED, to ? '1' : '0')
}
