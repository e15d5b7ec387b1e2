import { expect, test } from 'vitest'
import { preferredLocale } from '../src/i18n'
import { en, rooms, zhCN } from '../src/i18n/messages'

type Tree = { [key: string]: string | Tree }

function placeholders(tree: Tree, path = ''): Record<string, string[]> {
  return Object.entries(tree).reduce<Record<string, string[]>>((all, [key, value]) => {
    if (typeof value !== 'string') return { ...all, ...placeholders(value, `${path}${key}.`) }
    return { ...all, [path + key]: (value.match(/\{\w+\}/g) ?? []).sort() }
  }, {})
}

test('both languages say the same things with the same gaps', () => {
  expect(placeholders(zhCN)).toEqual(placeholders(en))
})

test.each(Object.entries(rooms))('%s: both languages say the same things with the same gaps', (_, room) => {
  expect(placeholders(room.zhCN)).toEqual(placeholders(room.en))
})

test('every room with texts is merged, and no two rooms begin their keys alike', () => {
  const found = import.meta.glob<{ en: Tree; zhCN: Tree }>('../src/**/texts.ts', { eager: true })
  const beginnings = Object.values(found).flatMap((room) => Object.keys(room.en))
  expect(beginnings.sort()).toEqual(Object.keys(en).sort())
})

test.each([
  [['zh-TW', 'en'], 'zh-CN'],
  [['zh'], 'zh-CN'],
  [['fr-FR', 'zh-CN', 'en'], 'zh-CN'],
  [['en-GB', 'zh-CN'], 'en'],
  [['de', 'fr'], 'en'],
  [[], 'en'],
] as const)('a browser that speaks %j gets %s', (languages, locale) => {
  expect(preferredLocale(languages)).toBe(locale)
})
