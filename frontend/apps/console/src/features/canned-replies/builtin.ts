import type { CannedReply, CannedReplySource } from './source'

const en: readonly CannedReply[] = [
  { id: 'hello', title: 'Greeting', text: 'Hi {{customer.name}}, this is {{agent.name}}. How can I help?' },
  { id: 'moment', title: 'One moment', text: 'One moment please, I’ll look that up for you.' },
  { id: 'order', title: 'Ask for the order number', text: 'Could you send me your order number? It’s on the confirmation, and under “My orders”.' },
  { id: 'photo', title: 'Ask for a picture', text: 'Could you send a picture of it, with the label if there is one? Then I can see what happened.' },
  { id: 'shipping', title: 'When it ships', text: 'Orders placed before 4 pm leave the same day. As soon as it’s on its way, you’ll get the tracking number.' },
  { id: 'return', title: 'How to return it', text: 'You can return it within 14 days: choose “Return” under “My orders”, and our courier collects it from you. The refund follows within 3 working days of its arrival.' },
  { id: 'refund', title: 'Refund on its way', text: 'I’ve started the refund. It goes back the way you paid, usually within 3 working days.' },
  { id: 'sorry', title: 'Apology', text: 'I’m sorry about this, {{customer.name}}. Let me put it right.' },
  { id: 'anything', title: 'Anything else?', text: 'Is there anything else I can do for you?' },
  { id: 'bye', title: 'Goodbye', text: 'Thank you for writing, {{customer.name}}. If anything else comes up, just write here again.' },
]

const zh: readonly CannedReply[] = [
  { id: 'hello', title: '问候', text: '您好，{{customer.name}}！我是客服{{agent.name}}，请问有什么可以帮您？' },
  { id: 'moment', title: '请稍等', text: '请您稍等，我马上为您查询。' },
  { id: 'order', title: '询问订单号', text: '方便提供一下订单号吗？在“我的订单”里可以查到。' },
  { id: 'photo', title: '请求照片', text: '麻烦您拍一张商品的照片发给我（有标签的话请一并拍上），我帮您看看具体情况。' },
  { id: 'shipping', title: '发货时间', text: '下午 4 点前付款的订单当天发出，发货后会自动给您推送物流单号。' },
  { id: 'return', title: '退货流程', text: '支持 7 天无理由退货：请在“我的订单”中选择“申请退货”，快递会上门取件，仓库签收后 3 个工作日内退款。' },
  { id: 'refund', title: '退款进度', text: '已经为您提交退款，款项会原路退回，一般 1 到 3 个工作日到账，请您留意。' },
  { id: 'sorry', title: '致歉', text: '非常抱歉给您带来不便，{{customer.name}}，我马上为您处理。' },
  { id: 'anything', title: '还有其他问题吗', text: '请问还有其他可以帮您的吗？' },
  { id: 'bye', title: '结束语', text: '感谢您的咨询，{{customer.name}}，祝您生活愉快！有任何问题随时联系我们。' },
]

/** The set that every desk begins with. */
export const builtinReplies: CannedReplySource = {
  list: (locale) => Promise.resolve(locale.startsWith('zh') ? zh : en),
}
