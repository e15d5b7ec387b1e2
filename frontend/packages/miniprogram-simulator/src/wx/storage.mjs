/** Storage holds copies, as WeChat's does. */
export function storage({ define, defineSync, host }) {
  const store = host.storage
  const copy = value => (value === undefined ? value : JSON.parse(JSON.stringify(value)))
  defineSync('getStorageSync', key => (store.has(key) ? copy(store.get(key)) : ''))
  defineSync('setStorageSync', (key, value) => void store.set(key, copy(value)))
  defineSync('removeStorageSync', key => void store.delete(key))
  defineSync('clearStorageSync', () => store.clear())
  defineSync('getStorageInfoSync', () => ({ keys: [...store.keys()], currentSize: 1, limitSize: 10240 }))
  define('getStorage', ({ key }) => {
    if (!store.has(key)) throw new Error('data not found')
    return { data: copy(store.get(key)) }
  })
  define('setStorage', ({ key, data }) => void store.set(key, copy(data)))
  define('removeStorage', ({ key }) => void store.delete(key))
}
