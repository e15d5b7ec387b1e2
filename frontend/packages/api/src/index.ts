export { createApi, ok, type Api, type ApiOptions } from './client'
export { Problem } from './problem'
export type * from './types'
export type { components, paths } from './schema'
