import type { LocalFile } from '../api'

/** Describes a picked, pasted or dropped file. Pictures get a preview and their size, so that nothing jumps when it is shown. */
export async function localFile(file: File): Promise<LocalFile> {
  const base: LocalFile = { name: file.name || 'file', mime: file.type || 'application/octet-stream', size: file.size, body: file }
  if (!file.type.startsWith('image/')) return base
  try {
    const bitmap = await createImageBitmap(file)
    const { width, height } = bitmap
    bitmap.close()
    return { ...base, width, height, previewUrl: URL.createObjectURL(file) }
  } catch {
    return base // no picture after all; the desk will say so
  }
}
