import { describe, expect, it } from 'vitest'
import type { TimelineItem } from '@kefu/chat-client'
import { bytes, codePoints, day, fileKind, plainName } from '../src/format'
import { chatLabels, fill } from '../src/labels'
import { httpsOnly, linkify } from '../src/linkify'
import { clockOf } from '../src/player'
import { rowMaker } from '../src/rows'

describe('links', () => {
  it.each([
    ['none', 'hello', []],
    ['in a sentence', 'see https://a.cn/x, ok?', ['https://a.cn/x']],
    ['before Chinese punctuation', '详情见https://a.cn/x。谢谢', ['https://a.cn/x']],
    ['in brackets', '(https://a.cn/x)', ['https://a.cn/x']],
    ['with brackets of its own', 'https://a.cn/x_(y)', ['https://a.cn/x_(y)']],
    ['without a scheme', 'www.a.cn and WWW.B.cn', ['https://www.a.cn/', 'https://www.b.cn/']],
    ['two', 'http://a.cn http://b.cn', ['http://a.cn/', 'http://b.cn/']],
    ['with a port and a query', 'https://a.cn:8443/?q=1&r=2#s', ['https://a.cn:8443/?q=1&r=2#s']],
    ['of a script', 'javascript:alert(1) javascript://a.cn/%0aalert(1)', []],
    ['of data', 'data:text/html,<script>alert(1)</script>', []],
    ['with markup behind it', 'https://a.cn/"><img src=x onerror=alert(1)>', ['https://a.cn/']],
    ['that hides what comes after', 'https://a.cn/\u202Egpj.exe\u200b.b.cn', ['https://a.cn/']],
    ['of nothing', 'https:// http://?? www.', []],
  ])('%s', (_name, text, hrefs) => {
    const pieces = linkify(text)
    expect(pieces.map(p => p.text).join('')).toBe(text)
    expect(pieces.flatMap(p => p.href ?? [])).toEqual(hrefs)
  })

  // In a time that grows with its square this would take minutes.
  it('takes its time in proportion to the text', () => {
    expect(linkify('https://a.cn/' + '('.repeat(200_000) + ')'.repeat(400_000))[0]?.text).toHaveLength(400_013)
    linkify('www.'.repeat(200_000))
    linkify(`https://a.cn/${'.'.repeat(200_000)}x`)
  })

  it('cards load and lead to https only', () => {
    expect(httpsOnly('https://a.cn/x')).toBe('https://a.cn/x')
    for (const bad of ['http://a.cn', 'javascript:alert(1)', '', null, undefined, '/x']) expect(httpsOnly(bad)).toBeUndefined()
  })
})

describe('words and numbers', () => {
  const now = new Date(2026, 10, 21, 12)
  const at = (...date: [number, number, number]) => new Date(...date, 9).toISOString()

  it('names days', () => {
    const en = chatLabels('en')
    expect(day(at(2026, 10, 21), now, 'en', en)).toBe('Today')
    expect(day(at(2026, 10, 20), now, 'zh-CN', chatLabels('zh-CN'))).toBe('昨天')
    expect(day(at(2026, 10, 2), now, 'en', en)).toBe('Monday, November 2')
    expect(day(at(2025, 10, 2), now, 'en', en)).toContain('2025')
  })

  it('has every label in both languages', () => {
    expect(Object.keys(chatLabels('zh-CN'))).toEqual(Object.keys(chatLabels('en')))
    expect(fill('{name} and {name}, {other}', { name: 'x' })).toBe('x and x, {other}')
  })

  it('counts and sizes', () => {
    expect([codePoints('好😀a'), codePoints('')]).toEqual([3, 0])
    expect([bytes(840, 'en'), bytes(12_300, 'en'), bytes(3_500_000, 'en')]).toEqual(['840 B', '12 KB', '3.3 MB'])
  })
})

describe('rows', () => {
  const item = (key: string, at: Date, who: string): TimelineItem => ({
    type: 'message', key, side: 'desk', own: false, mine: false, delivery: { state: 'received' },
    message: { id: key, conversation_id: '1', openid: 'o', seq: 1, client_id: key, sender: { role: 'agent', id: who, name: who }, kind: 'text', text: key, created_at: at.toISOString() },
  })

  it('separate days and keep together what one person said in a row', () => {
    const list = rowMaker()([
      item('a', new Date(2026, 10, 20, 23, 59), 'x'), item('b', new Date(2026, 10, 21, 0, 1), 'x'), item('c', new Date(2026, 10, 21, 0, 2), 'x'),
      item('d', new Date(2026, 10, 21, 0, 3), 'y'), item('e', new Date(2026, 10, 21, 0, 30), 'y'),
    ])
    expect(list.map(r => `${r.key}${r.day ? ' day' : ''}${r.first ? ' first' : ''}${r.last ? ' last' : ''}`)).toEqual([
      'a day first last', 'b day first', 'c last', 'd first last', 'e first last',
    ])
  })

  it('stay the same for what did not change', () => {
    const at = (minute: number) => new Date(2026, 10, 21, 8, minute)
    const [a, b, c] = [item('a', at(0), 'x'), item('b', at(1), 'x'), item('c', at(2), 'x')] as [TimelineItem, TimelineItem, TimelineItem]
    const rows = rowMaker()
    const before = rows([a, b])
    const after = rows([a, b, c])
    expect(after[0]).toBe(before[0])
    expect(after[1]).not.toBe(before[1])
    expect([before[1]?.last, after[1]?.last]).toEqual([true, false])
  })
})

describe('names', () => {
  it.each([
    ['is left alone', '林晓雯 Müller-Łu 👩‍👩‍👧', '林晓雯 Müller-Łu 👩‍👩‍👧'],
    ['turned round', 'gpj\u202Eexe.a', 'gpjexe.a'],
    ['with signs that nobody sees', 'Ad\u200Bm\u200Din\uFEFF', 'Admin'],
    ['on several lines', 'a\nb\u0007', 'ab'],
    ['of a script that joins', 'نامه\u200Cای', 'نامه\u200Cای'],
  ])('%s', (_name, name, shown) => {
    expect(plainName(name)).toBe(shown)
  })

  it('of files tell their kind', () => {
    expect(['a.pdf', 'a.tar.gz', 'noend', 'a.', 'a.toolongforakind'].map(fileKind)).toEqual(['PDF', 'GZ', '', '', ''])
  })

  it('lengths are as players show them', () => {
    expect([0, 7.9, 67, 3600].map(clockOf)).toEqual(['0:00', '0:07', '1:07', '60:00'])
  })
})
