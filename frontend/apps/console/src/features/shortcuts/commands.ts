import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowReactive } from 'vue'
import type { CommandId } from './table'

export interface Command {
  run: () => void
  /** Left out: always possible while its scope lives. */
  when?: () => boolean
  /** The key of what it does just now, where the table says it for both ways. */
  what?: () => string
}

/** What can be done on this screen just now, by keys and by the palette. */
export const useCommandStore = defineStore('commands', () => {
  const all = shallowReactive(new Map<CommandId, Command>())

  /** Can the command be run now? */
  function possible(id: CommandId): boolean {
    const command = all.get(id)
    return command !== undefined && (command.when?.() ?? true)
  }

  /** Runs a command; false when it cannot be run now. */
  function run(id: CommandId): boolean {
    if (!possible(id)) return false
    all.get(id)?.run()
    return true
  }

  const ids = computed(() => [...all.keys()])

  return { all, ids, possible, run }
})

/** Offers commands while the calling scope lives; the newest offer of a command stands. */
export function useCommands(offered: Partial<Record<CommandId, Command | (() => void)>>): void {
  const store = useCommandStore()
  const mine = Object.entries(offered).map(([id, command]) => [id as CommandId, typeof command === 'function' ? { run: command } : command] as const)
  for (const [id, command] of mine) store.all.set(id, command)
  onScopeDispose(() => {
    for (const [id, command] of mine) if (store.all.get(id) === command) store.all.delete(id)
  })
}
