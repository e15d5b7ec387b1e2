import { expect, test } from 'vitest'
import { originOf } from './origin'

test.each([
  ['https://shop.example.com', 'https://shop.example.com'],
  [' https://Shop.Example.com/cart?x=1 ', 'https://shop.example.com'],
  ['shop.example.com', 'https://shop.example.com'],
  ['shop.example.com:8443', 'https://shop.example.com:8443'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['https://shop.example.com:443', 'https://shop.example.com'],
  ['商店.中国', 'https://xn--czrs0t.xn--fiqs8s'],
  ['javascript:alert(1)', null],
  ['ftp://shop.example.com', null],
  ['https://user@shop.example.com', null],
  ['shop', null],
  ['two words.com', null],
  ['', null],
])('%s is %s', (typed, origin) => expect(originOf(typed)).toBe(origin))
