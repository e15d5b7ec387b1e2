import { createRouter, createWebHistory, type RouteLocationNormalized, type Router } from 'vue-router'
import InboxPage from './features/inbox/InboxPage.vue'
import { pages } from './features/navigation/pages'
import ShellPage from './features/shell/ShellPage.vue'
import { onUnauthorized } from './store/api'
import { useSession, type Me } from './store/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown to whoever is not logged in. */
    public?: boolean
    /** Whose page it is; left out: every agent's. */
    roles?: readonly Me['role'][]
  }
}

export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes: [
      { path: '/login', name: 'login', component: () => import('./features/login/LoginPage.vue'), meta: { public: true } },
      {
        path: '/',
        component: ShellPage,
        children: [
          { path: '', name: 'inbox', component: InboxPage },
          { path: 'c/:id', name: 'conversation', component: InboxPage },
          ...pages.map(({ name, path, load, roles }) => ({ name, path, component: load, meta: { roles } })),
        ],
      },
      { path: '/:rest(.*)*', redirect: { name: 'inbox' } },
    ],
  })

  router.beforeEach(async (to) => {
    if (to.meta.public) return true
    const session = useSession()
    if (!session.me && !(await session.check())) return loginInsteadOf(to)
    // Who is not known yet, because the desk is away, is asked again by the shell; the desk itself refuses whom it must.
    if (session.me && to.meta.roles && !to.meta.roles.includes(session.me.role)) return { name: 'inbox' }
    return true
  })

  onUnauthorized(() => {
    const here = router.currentRoute.value
    // While the first page is still being decided, the guard above decides.
    if (here.matched.length === 0 || here.meta.public) return
    useSession().forget()
    void router.replace(loginInsteadOf(here, true))
  })

  return router
}

/** The login page, and then what was wanted. `ended`: a session was there, and the desk has ended it. */
export function loginInsteadOf(wanted: RouteLocationNormalized, ended = false) {
  return { name: 'login', query: { ...(wanted.fullPath === '/' ? {} : { next: wanted.fullPath }), ...(ended ? { ended: '1' } : {}) } }
}
