/** Stands for a component's scope in its compiled styles; the runtime puts the scope's name in. */
export const SCOPE = 'MPSCOPE__'
export const HOST = 'MPHOST'
