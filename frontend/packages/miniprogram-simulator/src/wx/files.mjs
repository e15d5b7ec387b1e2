/** Choosing, looking at and sending files. A chosen file has a path that lives as long as the app. */
export function files(api) {
  const { define, files, host, wx, log, time, phone } = api
  let number = 0
  const keep = api.keep = (blob) => {
    const path = `http://tmp/${++number}.${(blob.type.split('/')[1] ?? 'bin').replace('jpeg', 'jpg')}`
    files.set(path, blob)
    return path
  }

  define('chooseMedia', async () => {
    const chosen = await host.pickFiles()
    if (chosen.length === 0) throw new Error('cancel')
    return { type: 'image', tempFiles: chosen.map(blob => ({ tempFilePath: keep(blob), size: blob.size, fileType: 'image' })) }
  })
  define('getImageInfo', async ({ src }) => {
    const blob = files.get(src)
    if (!blob) throw new Error('file not found')
    return { ...await host.imageSize(blob), type: blob.type.split('/')[1] ?? 'unknown', orientation: 'up', path: src }
  })
  define('downloadFile', async ({ url }) => {
    const answer = await host.fetch(url)
    return { statusCode: answer.status, tempFilePath: keep(await answer.blob()) }
  })
  define('openDocument', () => ({}))
  for (const name of ['previewImage', 'previewMedia']) define(name, options => phone[name]?.(options))

  wx.uploadFile = (options) => {
    log('uploadFile', options)
    const progress = []
    const blob = files.get(options.filePath)
    const control = new AbortController()
    const sending = blob
      ? host.upload(options.url, { name: options.name, blob, fileName: options.filePath.split('/').pop(), header: options.header ?? {} }, {
          signal: control.signal,
          progress: percent => time.run(() => progress.forEach(listener => listener({ progress: percent }))),
        })
      : Promise.reject(new Error('file not found'))
    sending.then(({ status, text }) => time.run(() => options.success?.({ statusCode: status, data: text, errMsg: 'uploadFile:ok' })),
      error => time.run(() => options.fail?.({ errMsg: `uploadFile:fail ${error.message}` })))
    return { abort: () => control.abort(), onProgressUpdate: listener => void progress.push(listener) }
  }
}
