import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { useSession } from '../../store/session'

/** How often an unreachable desk is asked who we are, in milliseconds. */
const askEvery = 3000

/** How often the session gets a new term: well below the 12 hours that one lasts. */
const prolongEvery = 3 * 3600 * 1000

/**
 * Keeps the session of an open console. The page may have come out of a cache while the desk is away: then it asks
 * until it is known who works here.
 */
export function useSessionKeeper(): void {
  const session = useSession()
  const router = useRouter()

  const asking = setInterval(async () => {
    if (session.me) return clearInterval(asking)
    if (!(await session.check())) await router.replace({ name: 'login' })
  }, askEvery)
  const prolonging = setInterval(() => void session.prolong(), prolongEvery)

  onScopeDispose(() => {
    clearInterval(asking)
    clearInterval(prolonging)
  })
}
