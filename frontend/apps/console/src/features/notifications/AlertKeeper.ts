import { computed, defineComponent } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { useDesk } from '../../store/desk'
import { useAlerts } from './alerts'
import { useBadges } from './badges'
import { useUnread } from './unread'

/** Tells one agent of what comes, for as long as it lives: give it the agent's id as its key. Shows nothing itself. */
export default defineComponent({
  props: { agentId: { type: String, required: true } },
  setup(props) {
    const { t } = useI18n()
    const route = useRoute()
    const router = useRouter()
    const desk = useDesk()
    const unread = useUnread()

    const here = computed(() => (route.name === 'conversation' && typeof route.params.id === 'string' ? route.params.id : null))

    useAlerts(props.agentId, here, computed(() => desk.online), (conversation) => {
      void router.push(conversation === null ? { name: 'inbox' } : { name: 'conversation', params: { id: conversation } })
    })
    useBadges(computed(() => unread.total), computed(() => t('app.name')))

    return () => null
  },
})
