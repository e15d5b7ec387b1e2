import { cleanup, fireEvent, render } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { h, nextTick } from 'vue'
import type { FunctionalComponent } from 'vue'
import type { Delivery, Message, MessageItem, TimelineItem } from '@kefu/chat-client'
import { Composer, MessageList, VOICE_PLAYER, VoicePlayer, chatLabels } from '../src'

const labels = chatLabels('en')

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} })
})

afterEach(cleanup)

function item(message: Partial<Message>, delivery: Delivery = { state: 'received' }, mine = delivery.state !== 'received'): MessageItem {
  const seq = message.seq ?? 1
  return {
    type: 'message', key: `c:${message.client_id ?? seq}`, side: mine ? 'desk' : 'customer', own: mine, mine, delivery,
    message: {
      id: seq === 0 ? '' : `1-${seq}`, conversation_id: '1', openid: 'o', seq, client_id: `c${seq}`, sender: { role: mine ? 'agent' : 'customer', id: 'x', name: 'Li Lei' },
      kind: 'text', text: 'hello', created_at: new Date().toISOString(), read_at: null, recalled_at: null, ...message,
    },
  }
}

const list = (items: TimelineItem[], props: object = {}) => render(MessageList, { props: { items, labels, locale: 'en', ...props } })

describe('a message', () => {
  it('is never markup', () => {
    const { container } = list([item({ text: '<img src=x onerror=alert(1)><b>bold</b> https://a.cn', sender: { role: 'customer', id: 'x', name: '<i>Li</i>' } })])
    expect(container.querySelector('img, b, i:not(.chat-dots i)')).toBeNull()
    expect(container.querySelector('.chat-text')?.textContent).toContain('<b>bold</b>')
    expect(container.querySelector('a')?.outerHTML).toMatch(/^<a href="https:\/\/a\.cn\/" target="_blank" rel="noopener noreferrer nofollow ugc"/)
  })

  it.each(['sending', 'sent', 'read'] as const)('says that it is %s', (state) => {
    const { getByTestId, getByLabelText } = list([item({}, state === 'sending' ? { state, progress: null } : { state })])
    expect(getByTestId('message').dataset.state).toBe(state)
    expect(getByLabelText(labels[state])).toBeTruthy()
  })

  it('that failed says why and can be tried again or deleted', async () => {
    const { getByText, emitted } = list([item({ seq: 0, client_id: 'mine' }, { state: 'failed', failure: { code: 'blocked', detail: '' } })])
    expect(getByText(labels.failures.blocked)).toBeTruthy()
    await fireEvent.click(getByText(labels.tryAgain))
    await fireEvent.click(getByText(labels.discard))
    expect(emitted()).toMatchObject({ retry: [['mine']], discard: [['mine']] })
  })

  it('keeps the place of a picture that is not loaded', async () => {
    const picture = item({ kind: 'image', text: null, attachment: { id: 'f', name: 'p.png', mime: 'image/png', size: 1, width: 1200, height: 600, url: '/full', thumbnail_url: '/thumb' } })
    const { container, getByLabelText, emitted } = list([picture])
    const img = container.querySelector('img') as HTMLImageElement
    expect([img.getAttribute('width'), img.getAttribute('height'), img.getAttribute('src')]).toEqual(['240', '120', '/thumb'])
    expect(img.style.aspectRatio).toBe('2 / 1')
    await fireEvent.click(getByLabelText(/p\.png/))
    expect(emitted().open).toEqual([[picture]])
  })

  it('as a card leads to https only', () => {
    const { container } = list([
      item({ kind: 'card', text: null, attachment: { title: 'Shoes', price: '¥9', url: 'javascript:alert(1)', image_url: 'http://a.cn/x.png', fields: { Size: '42' } } }),
      item({ seq: 2, kind: 'card', text: null, attachment: { title: 'Hat', url: 'https://a.cn/hat' } }),
    ])
    expect([...container.querySelectorAll('.chat-card')].map(c => [c.tagName, c.getAttribute('href')])).toEqual([['DIV', null], ['A', 'https://a.cn/hat']])
    expect(container.querySelector('.chat-card img')).toBeNull()
    expect(container.textContent).toContain('Size 42')
  })

  it('that was recalled shows nothing of itself', () => {
    const { container, getByText } = list([item({ text: null, recalled_at: new Date().toISOString() }), item({ seq: 2, text: null, recalled_at: new Date().toISOString() }, { state: 'sent' })])
    expect(getByText('Li Lei recalled a message')).toBeTruthy()
    expect(getByText(labels.recalledByYou)).toBeTruthy()
    expect(container.querySelector('.chat-bubble')).toBeNull()
  })

  it('offers to be recalled while the desk allows it, by the desk\'s clock', () => {
    const old = new Date(Date.now() - 60_000).toISOString()
    const offered = (...args: Parameters<typeof list>) => {
      const { queryByText, unmount } = list(...args)
      const found = queryByText(labels.recall) !== null
      unmount()
      return found
    }
    expect(offered([item({ created_at: old }, { state: 'sent' })])).toBe(true)
    expect(offered([item({ created_at: old }, { state: 'sent' })], { clockOffset: 120_000 })).toBe(false)
    expect(offered([item({ seq: 0 }, { state: 'sending', progress: null })])).toBe(false)
    expect(offered([item({}, { state: 'received' })])).toBe(false)
  })
})

describe('a file', () => {
  const file = (name: string) => list([item({ kind: 'file', text: null, attachment: { id: 'f', name, mime: 'application/pdf', size: 34_000, url: '/f' } })])

  it('shows its kind, its size and, however long the name, its end', () => {
    const { container } = file('a very long name of a very important contract, second version.pdf')
    expect(container.querySelector('.chat-file-name')?.lastElementChild?.textContent).toBe('sion.pdf')
    expect(container.querySelector('.chat-file-size')?.textContent).toBe('PDF · 33 KB')
  })

  it('can\'t look like another by signs that nobody sees', () => {
    const { container } = file('invoice\u202Efdp.exe')
    expect(container.querySelector('.chat-file-name')?.textContent).toBe('invoicefdp.exe')
    expect(container.querySelector('a')?.getAttribute('download')).toBe('invoicefdp.exe')
    expect(container.querySelector('a')?.getAttribute('rel')).toBe('noopener noreferrer')
  })
})

describe('a voice message', () => {
  const voice = (seq: number) => item({ seq, kind: 'voice', text: null, attachment: { id: `v${seq}`, name: 'v.mp3', mime: 'audio/mpeg', size: 9_000, duration_ms: 67_000, url: `/v${seq}` } })

  it('tells its length before it plays, and stops the one that plays', async () => {
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function (this: HTMLMediaElement) {
      this.dispatchEvent(new Event('play'))
      return Promise.resolve()
    })
    vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(function (this: HTMLMediaElement) { this.dispatchEvent(new Event('pause')) })
    const words = { voice: 'Voice message', play: 'Play', pause: 'Pause' }
    const player: FunctionalComponent = (_, { attrs }) => h(VoicePlayer, { ...attrs as { src: string }, labels: words })
    const { getAllByTestId, getAllByLabelText, queryAllByLabelText } = render(MessageList, {
      props: { items: [voice(1), voice(2)], labels, locale: 'en' }, global: { provide: { [VOICE_PLAYER as symbol]: player } },
    })
    expect(getAllByTestId('voice').map(el => el.textContent?.trim())).toEqual(['1:07', '1:07'])
    const buttons = getAllByLabelText(/^Play/)
    await fireEvent.click(buttons[0] as Element)
    expect(queryAllByLabelText(/^Pause/)).toHaveLength(1)
    await fireEvent.click(buttons[1] as Element)
    expect(buttons.map(b => b.getAttribute('aria-label'))).toEqual(['Play: Voice message', 'Pause: Voice message'])
  })
})

describe('the list', () => {
  it('draws a line where the unread begin', () => {
    const { getByTestId } = list([item({ seq: 1 }), item({ seq: 2 }), item({ seq: 3 })], { unreadSeq: 2 })
    expect(getByTestId('unread-line').nextElementSibling?.getAttribute('data-seq')).toBe('2')
  })

  it('names colleagues, but neither the other side nor oneself', () => {
    const colleague = item({ seq: 3, sender: { role: 'agent', id: 'y', name: 'Wang' } }, { state: 'sent' }, true)
    const { container } = list([item({ seq: 1 }), item({ seq: 2 }, { state: 'sent' }), { ...colleague, mine: false }], { names: 'colleagues' })
    expect([...container.querySelectorAll('.chat-name')].map(el => el.textContent)).toEqual(['Wang'])
  })

  it('asks for older ones by a button, and says that it is empty only when it is', async () => {
    const { getByText, emitted, queryByText, rerender } = list([item({})], { hasOlder: true })
    await fireEvent.click(getByText(labels.loadOlder))
    expect(emitted().older?.length).toBeGreaterThan(0)
    await rerender({ items: [], loaded: false, hasOlder: false })
    expect(queryByText(labels.empty)).toBeNull()
    await rerender({ items: [], loaded: true })
    expect(queryByText(labels.empty)).toBeTruthy()
  })

  it('shows who types', async () => {
    const { getByTestId, rerender } = list([], { typing: [{ role: 'agent', name: 'Han Mei' }] })
    expect(getByTestId('typing').textContent).toBe('Han Mei is typing')
    await rerender({ typing: [] })
    expect(getByTestId('typing').textContent).toBe('')
  })

  it('keeps a bubble from sending to sent', async () => {
    const { getByTestId, rerender } = list([item({ seq: 0, client_id: 'k' }, { state: 'sending', progress: null })])
    const before = getByTestId('message')
    await rerender({ items: [item({ seq: 7, client_id: 'k' }, { state: 'sent' })] })
    expect(getByTestId('message')).toBe(before)
    expect(before.dataset).toMatchObject({ seq: '7', state: 'sent' })
  })
})

describe('the composer', () => {
  it('sends by Ctrl+Enter where Enter breaks the line', async () => {
    const { input, emitted } = composer({ sendBy: 'mod-enter' })
    await fireEvent.update(input, 'one')
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(emitted().send).toBeUndefined()
    await fireEvent.keyDown(input, { key: 'Enter', ctrlKey: true })
    expect(emitted().send).toEqual([['one']])
  })

  it('sends without words what is ready, and leaves a key to who takes it', async () => {
    const { input, emitted } = composer({ ready: true, onKey: (event: KeyboardEvent) => { if (event.shiftKey === false && event.ctrlKey) event.preventDefault() } })
    await fireEvent.keyDown(input, { key: 'Enter', ctrlKey: true })
    expect(emitted().send).toBeUndefined()
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(emitted().send).toEqual([['']])
  })

  const composer = (props: object = {}) => {
    const made = render(Composer, { props: { labels, ...props } })
    return { ...made, input: made.getByTestId('composer-input') as HTMLTextAreaElement, button: made.getByTestId('composer-send') as HTMLButtonElement }
  }

  it('sends trimmed text by Enter and is empty then', async () => {
    const { input, emitted } = composer()
    await fireEvent.update(input, '  hello \n')
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(emitted().send).toEqual([['hello']])
    await nextTick()
    expect(input.value).toBe('')
  })

  it.each([
    ['breaks the line by Shift+Enter', { key: 'Enter', shiftKey: true }],
    ['leaves Enter to an input method', { key: 'Enter', isComposing: true }],
    ['leaves Enter to Safari\'s input method', { key: 'Enter', keyCode: 229 }],
  ])('%s', async (_name, key) => {
    const { input, emitted } = composer()
    await fireEvent.update(input, 'ni hao')
    await fireEvent.keyDown(input, key)
    expect(emitted().send).toBeUndefined()
  })

  it('sends nothing of nothing, and nothing too long', async () => {
    const { input, button, emitted, getByRole } = composer({ maxChars: 3 })
    expect(button.disabled).toBe(true)
    await fireEvent.update(input, ' \n ')
    await fireEvent.keyDown(input, { key: 'Enter' })
    await fireEvent.update(input, '😀😀😀😀')
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(getByRole('alert').textContent).toBe('1 characters too many')
    expect(emitted().send).toBeUndefined()
    await fireEvent.update(input, '😀😀😀')
    await fireEvent.click(button)
    expect(emitted().send).toEqual([['😀😀😀']])
  })

  it('gives away pasted and dropped files, and leaves text alone', async () => {
    const { input, emitted, container } = composer()
    const file = new File(['x'], 'a.png', { type: 'image/png' })
    await fireEvent.paste(input, { clipboardData: { files: [file] } })
    await fireEvent.drop(container.firstElementChild as Element, { dataTransfer: { files: [file], types: ['Files'] } })
    await fireEvent.paste(input, { clipboardData: { files: [] } })
    expect(emitted().files).toEqual([[[file]], [[file]]])
  })
})
