import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Scope } from './asking'
import { daysOf, presets, problemOf, type Days, type Preset } from './period'

export interface Choice {
  preset: ComputedRef<Preset>
  days: ComputedRef<Days>
  scope: ComputedRef<Scope>
  setPreset: (preset: Preset) => void
  setDays: (days: Days) => void
  setScope: (scope: Scope) => void
}

/** What the page is of, kept in its address: a reload, a bookmark and the way back show the same. */
export function useChoice(today: () => string): Choice {
  const route = useRoute()
  const router = useRouter()
  const text = (name: string) => (typeof route.query[name] === 'string' ? (route.query[name] as string) : '')

  const preset = computed(() => presets.find((name) => name === text('period')) ?? '7d')
  const days = computed<Days>(() => {
    const custom = { from: text('from'), to: text('to') }
    if (preset.value === 'custom') return problemOf(custom) === null ? custom : daysOf('7d', today())
    return daysOf(preset.value, today())
  })
  const scope = computed<Scope>(() => ({
    ...(text('channel') === 'wechat' || text('channel') === 'web' ? { channel: text('channel') as 'wechat' | 'web' } : {}),
    ...(/^(\d+|none)$/.test(text('agent')) ? { agent: text('agent') } : {}),
  }))

  function set(query: Record<string, string | undefined>) {
    void router.replace({ query: { ...route.query, ...query } })
  }

  return {
    preset,
    days,
    scope,
    setPreset: (name) => set({ period: name, from: name === 'custom' ? days.value.from : undefined, to: name === 'custom' ? days.value.to : undefined }),
    setDays: ({ from, to }) => set({ period: 'custom', from, to }),
    setScope: ({ channel, agent }) => set({ channel, agent }),
  }
}
