export { webHost } from './host'
export { localFile } from './file'
export { webUploader } from './upload'

/** The socket's address on the origin that served this page, or on `base`. */
export function socketUrl(base: string = location.origin): string {
  const url = new URL('/ws', base)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}
