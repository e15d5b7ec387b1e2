import { cleanup, configure, fireEvent, render } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EmojiButton, chatLabels } from '../src'
import { findEmojis } from '../src/emoji/find'
import { emojis } from '../src/emoji/list'
import EmojiPicker from '../src/EmojiPicker.vue'

const all = emojis.flatMap(({ emojis: cells }) => cells)
const found = (query: string) => findEmojis(query).map(({ char }) => char)

// The picker's code comes when it is opened, on a busy machine late.
configure({ asyncUtilTimeout: 30_000 })

beforeEach(() => localStorage.clear())
afterEach(cleanup)

describe('the list', () => {
  it('has every emoji once, each with an English and a Chinese name', () => {
    expect(new Set(all.map(({ char }) => char)).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(200)
    for (const { char, en, zh } of all) {
      expect(char, char).toMatch(/^\p{Emoji}(\p{Emoji}|\p{Emoji_Component}|\uFE0F|\u200D)*$/u)
      expect(en[0], char).toMatch(/^[a-z]/)
      expect(zh[0], char).toMatch(/\p{Script=Han}/u)
    }
  })
})

describe('the search', () => {
  it.each([['thanks', '🙏'], ['谢谢', '🙏'], ['parcel', '📦'], ['快递', '📦'], ['heart', '❤️'], ['THUMBS', '👍'], ['红包', '🧧'], ['😀', '😀']])('finds by %s', (query, char) => {
    expect(found(query)).toContain(char)
  })

  it('puts the name before the keyword, and that before a part', () => {
    expect(found('cat')[0]).toBe('🐱')
    expect(found('赞')[0]).toBe('👍')
  })

  it('wants every word', () => {
    expect(found('heart broken')).toEqual(['💔'])
    expect(found('heart banana')).toEqual([])
    expect(found('  ')).toEqual([])
  })
})

describe('the picker', () => {
  const picker = (locale = 'en') => {
    const made = render(EmojiPicker, { props: { locale }})
    return { ...made, search: made.getByTestId('emoji-search') as HTMLInputElement, press: (key: string, more: object = {}) => fireEvent.keyDown(document.activeElement as Element, { key, ...more }) }
  }
  const here = () => document.activeElement?.textContent

  it('is a grid for the keyboard, with one place for Tab', async () => {
    const { search, press, getAllByRole, emitted } = picker()
    search.focus()
    await press('ArrowDown')
    expect(here()).toBe('😀')
    await press('ArrowRight')
    await press('ArrowDown')
    expect(here()).toBe('🙃')
    await press('End')
    expect(here()).toBe('🤩')
    await press('ArrowRight')
    expect(here()).toBe('😘')
    await press('ArrowLeft')
    expect(here()).toBe('🤩')
    await press('End', { ctrlKey: true })
    expect(here()).toBe('🎵')
    await press('Home', { ctrlKey: true })
    expect(getAllByRole('gridcell').filter(cell => cell.tabIndex === 0)).toHaveLength(1)
    await press('ArrowUp')
    expect(document.activeElement).toBe(search)
    await press('Escape')
    expect(emitted().close).toHaveLength(1)
  })

  it('picks the first that was found by Enter, and leaves an input method alone', async () => {
    const { search, emitted, getByRole } = picker('zh-CN')
    await fireEvent.update(search, '快递')
    await fireEvent.keyDown(search, { key: 'Enter', isComposing: true })
    expect(emitted().pick).toBeUndefined()
    await fireEvent.keyDown(search, { key: 'Enter' })
    expect((emitted().pick as unknown[][])[0]?.[0]).toBe('📦')
    await fireEvent.update(search, '没有这个')
    expect(getByRole('status').textContent).toBe('没有找到表情')
  })

  it('shows what was picked last first, at the next opening', async () => {
    const { getByLabelText, unmount, getAllByRole } = picker()
    await fireEvent.click(getByLabelText('rose'))
    await fireEvent.click(getByLabelText('tada'))
    await fireEvent.click(getByLabelText('rose'))
    expect(getAllByRole('gridcell')[0]?.textContent).toBe('😀')
    unmount()
    const again = picker()
    expect(again.getAllByRole('gridcell').slice(0, 3).map(cell => cell.textContent)).toEqual(['🌹', '🎉', '😀'])
    expect(again.getByText('Recently used')).toBeTruthy()
  })

  it.each(['{', '[1,{}]', '"x"'])('starts anew from a storage that holds %s', (junk) => {
    localStorage.setItem('kefu.emoji', junk)
    expect(picker().getAllByRole('gridcell')[0]?.textContent).toBe('😀')
  })
})

describe('its button', () => {
  const button = () => render(EmojiButton, { props: { labels: chatLabels('en'), locale: 'en' }})
  afterEach(() => vi.unstubAllGlobals())

  it('opens it, and closes it after a pick', async () => {
    const { getByTestId, findByTestId, queryByTestId, getByLabelText, emitted } = button()
    await fireEvent.click(getByTestId('composer-emoji'))
    await findByTestId('emoji-picker')
    await fireEvent.click(getByLabelText('rose'), { shiftKey: true })
    await fireEvent.click(getByLabelText('grin'))
    expect(emitted().pick).toEqual([['🌹', true], ['😀', false]])
    expect(queryByTestId('emoji-picker')).toBeNull()
  })

  it('stays open under a finger, until something else is touched', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }))
    const { getByTestId, findByTestId, queryByTestId, getByLabelText, emitted } = button()
    await fireEvent.click(getByTestId('composer-emoji'))
    await findByTestId('emoji-picker')
    expect(document.activeElement).not.toBe(getByTestId('emoji-search'))
    await fireEvent.click(getByLabelText('rose'))
    expect(emitted().pick).toEqual([['🌹', true]])
    await fireEvent.pointerDown(document.body)
    expect(queryByTestId('emoji-picker')).toBeNull()
  })

  it('has the search at hand, and the focus again after Escape', async () => {
    const { getByTestId, findByTestId, queryByTestId } = button()
    await fireEvent.click(getByTestId('composer-emoji'))
    await findByTestId('emoji-picker')
    expect(document.activeElement).toBe(getByTestId('emoji-search'))
    await fireEvent.keyDown(getByTestId('emoji-search'), { key: 'Escape' })
    expect(queryByTestId('emoji-picker')).toBeNull()
    await vi.waitFor(() => expect(document.activeElement).toBe(getByTestId('composer-emoji')), 30_000)
  })
})
