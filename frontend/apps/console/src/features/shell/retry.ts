import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { useSession } from '../../store/session'

/** How often an unreachable desk is asked who we are, in milliseconds. */
const every = 3000

/** The page may have come out of a cache while the desk is away: asks until it is known who works here. */
export function useSessionRetry(): void {
  const session = useSession()
  const router = useRouter()

  const timer = setInterval(async () => {
    if (session.me) return clearInterval(timer)
    if (!(await session.check())) await router.replace({ name: 'login' })
  }, every)
  onScopeDispose(() => clearInterval(timer))
}
