import type { CustomerRef } from '@kefu/chat-client'
import { plainName } from '@kefu/chat-ui'
import { useI18n } from 'vue-i18n'

/** Names a customer: as they call themselves, without signs that nobody sees, or a visitor by the end of the id. */
export function useCustomerName(): (customer: Pick<CustomerRef, 'name' | 'openid'>) => string {
  const { t } = useI18n()
  return ({ name, openid }) => plainName(name).trim() || t('customer.visitor', { id: openid.slice(-4).toUpperCase() })
}
