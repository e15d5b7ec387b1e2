import type { EmojiGroup } from './list'

/** The picker's words; they load with it. */
export interface EmojiWords {
  title: string
  search: string
  recent: string
  found: string
  none: string
  groups: Record<EmojiGroup, string>
}

const en: EmojiWords = {
  title: 'Emoji',
  search: 'Search emoji',
  recent: 'Recently used',
  found: 'Found',
  none: 'No emoji found',
  groups: { faces: 'Faces', hands: 'Hands and people', hearts: 'Hearts and celebration', nature: 'Animals and nature', food: 'Food and drink', shop: 'Shopping and things', signs: 'Signs' },
}

const zh: EmojiWords = {
  title: '表情',
  search: '搜索表情',
  recent: '最近使用',
  found: '搜索结果',
  none: '没有找到表情',
  groups: { faces: '笑脸', hands: '手势与人物', hearts: '爱心与庆祝', nature: '动物与自然', food: '美食', shop: '购物与物品', signs: '符号' },
}

export function emojiWords(locale: string): EmojiWords {
  return locale.toLowerCase().startsWith('zh') ? zh : en
}
