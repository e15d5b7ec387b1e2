/** Is a finger what this device is mostly used with? Then a field that takes the focus brings a keyboard up. */
export function touchFirst(): boolean {
  return typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches
}
