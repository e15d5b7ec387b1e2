import { crc32, deflateSync } from 'node:zlib'

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** A PNG of a sunset, in true colour (ISO/IEC 15948). */
export function png(width, height) {
  const raw = Buffer.alloc((1 + 3 * width) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sun = Math.hypot(x - width / 2, y - height * 0.6) < height / 5
      const at = y * (1 + 3 * width) + 1 + 3 * x
      raw[at] = sun ? 255 : 90 + Math.round(150 * y / height)
      raw[at + 1] = sun ? 210 : 60 + Math.round(70 * x / width)
      raw[at + 2] = sun ? 120 : 140 - Math.round(90 * y / height)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))])
}
