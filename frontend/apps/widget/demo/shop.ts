/** The demo shop speaks the browser's language, and carries the widget as any page would. */

interface KefuWindow extends Window {
  kefu?: { open(): void, card(card: { title: string, price: string, url: string }): void }
}

const ZH: Record<string, string> = {
  ribbon: '演示商店：点击右下角的按钮，打开客服聊天窗口。',
  brand: '林风音响',
  navNew: '新品',
  navBest: '热销',
  navService: '服务',
  cart: '购物车 · 2',
  eyebrow: '本周新品',
  heroTitle: 'Aura Pro，身在哪里，哪里安静',
  heroText: '头戴式降噪耳机，自适应降噪，单次充电 42 小时，收纳盒可放进大衣口袋。',
  heroPrice: '¥899',
  add: '咨询客服',
  bestTitle: '热销商品',
  p1: 'Aura Mini 真无线耳机',
  p1t: '单次 6 小时，配合充电盒 24 小时',
  p2: 'Hearth 书架音箱',
  p2t: '放在书架上，声音充满房间',
  p3: 'Strata 黑胶唱机',
  p3t: '皮带驱动，蓝牙，胡桃木',
  p4: '65W 氮化镓充电器',
  p4t: '一个插头，三台设备',
  s1: '30 天无理由退换',
  s1t: '无论是否拆封，不满意就退。',
  s2: '两年质保',
  s2t: '杭州自有维修中心，自己修。',
  s3: '真人客服',
  s3t: '有问题就在右下角留言，倾听是我们的本行。',
  foot: '林风音响是虚构的商店，商品和价格也是。',
}

const chinese = /^zh/i.test(navigator.language)
if (chinese) {
  document.documentElement.lang = 'zh-CN'
  document.title = ZH.brand as string
  for (const el of document.querySelectorAll<HTMLElement>('[data-text]')) el.textContent = ZH[el.dataset.text as string] ?? el.textContent
}

const widget = document.createElement('script')
widget.src = '/widget.js'
widget.async = true
widget.dataset.title = chinese ? '林风音响客服' : 'Linfeng Audio'
widget.dataset.lang = navigator.language
document.head.append(widget)

for (const button of document.querySelectorAll('[data-ask]')) {
  button.addEventListener('click', () => {
    const { kefu } = window as KefuWindow
    const text = (name: string) => document.querySelector(`[data-text=${name}]`)?.textContent ?? ''
    kefu?.card({ title: text('heroTitle'), price: text('heroPrice'), url: `${location.origin}/demo` })
    kefu?.open()
  })
}
