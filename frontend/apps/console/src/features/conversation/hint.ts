import { useI18n } from 'vue-i18n'
import { keyText } from '../shortcuts/names'
import { bindingOf, type CommandId } from '../shortcuts/table'

/** What a button does and the key that does it, for its title. */
export function useHint(): (id: CommandId) => string {
  const { t } = useI18n()
  return (id) => {
    const { what, keys } = bindingOf(id)
    return t('shortcuts.withKey', { what: t(what), key: keyText(keys[0] as string) })
  }
}
