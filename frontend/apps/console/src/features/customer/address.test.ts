import { expect, test } from 'vitest'
import { webAddress } from './address'

test.each([
  ['https://shop.example.com/p/1?x=2', 'https://shop.example.com/p/1?x=2'],
  ['http://shop.example.com', 'http://shop.example.com/'],
  ['javascript:alert(1)', null],
  ['JavaScript:alert(1)', null],
  ['\tjavascript:alert(1)', null],
  ['data:text/html,<script>1</script>', null],
  ['//evil.example', null],
  ['https://bank.example@evil.example/', null],
  ['', null],
])('%s leads to %s', (text, address) => expect(webAddress(text)).toBe(address))
