/** A PNG's size in pixels (ISO/IEC 15948): all that Node needs to know of a picture. */
export async function pngSize(blob) {
  const view = new DataView(await blob.slice(0, 24).arrayBuffer())
  if (view.byteLength < 24 || view.getUint32(0) !== 0x89504e47) throw new Error('not a PNG')
  return { width: view.getUint32(16), height: view.getUint32(20) }
}
