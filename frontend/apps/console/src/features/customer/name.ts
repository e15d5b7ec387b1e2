import type { CustomerRef } from '@kefu/chat-client'
import { useI18n } from 'vue-i18n'

/** Names a customer: as they call themselves, or a visitor by the end of the id. */
export function useCustomerName(): (customer: Pick<CustomerRef, 'name' | 'openid'>) => string {
  const { t } = useI18n()
  return ({ name, openid }) => name.trim() || t('customer.visitor', { id: openid.slice(-4).toUpperCase() })
}
