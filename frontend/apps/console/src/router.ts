import { createRouter, createWebHistory, type RouteLocationNormalized, type Router } from 'vue-router'
import InboxPage from './features/inbox/InboxPage.vue'
import LoginPage from './features/login/LoginPage.vue'
import ShellPage from './features/shell/ShellPage.vue'
import { onUnauthorized } from './store/api'
import { useSession } from './store/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown to whoever is not logged in. */
    public?: boolean
  }
}

export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes: [
      { path: '/login', name: 'login', component: LoginPage, meta: { public: true } },
      {
        path: '/',
        component: ShellPage,
        children: [
          { path: '', name: 'inbox', component: InboxPage },
          { path: 'c/:id', name: 'conversation', component: InboxPage },
        ],
      },
      { path: '/:rest(.*)*', redirect: { name: 'inbox' } },
    ],
  })

  router.beforeEach(async (to) => {
    if (to.meta.public) return true
    const session = useSession()
    if (session.me || (await session.check())) return true
    return loginInsteadOf(to)
  })

  onUnauthorized(() => {
    const here = router.currentRoute.value
    // While the first page is still being decided, the guard above decides.
    if (here.matched.length === 0 || here.meta.public) return
    useSession().forget()
    void router.replace(loginInsteadOf(here))
  })

  return router
}

function loginInsteadOf(wanted: RouteLocationNormalized) {
  return { name: 'login', query: wanted.name === 'conversation' ? { next: wanted.fullPath } : {} }
}
