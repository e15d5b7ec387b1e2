/** An emoji, and the words that find it: the first English and the first Chinese one are its name. */
export interface Emoji {
  char: string
  en: readonly string[]
  zh: readonly string[]
}

export type EmojiGroup = 'faces' | 'hands' | 'hearts' | 'nature' | 'food' | 'shop' | 'signs'

/**
 * What people in a chat with a shop use, and no more: all that phones of 2018 can show. An entry is the emoji, its English
 * words, and its Chinese ones; a word of several parts is joined by `_`.
 */
const LIST: Record<EmojiGroup, string> = {
  faces: `
😀 grin happy smile | 笑 开心 高兴
😃 smile happy joy | 大笑 开心
😄 laugh happy smile | 笑脸 开心
😁 beam grin teeth | 呲牙 嘻嘻
😆 laughing haha | 哈哈 大笑
😅 sweat_smile nervous phew | 尴尬 冷汗 苦笑
🤣 rofl laugh rolling | 笑翻 笑死 打滚
😂 joy tears laugh lol | 笑哭 破涕为笑
🙂 slight_smile ok | 微笑
🙃 upside_down silly | 倒脸 无奈
😉 wink | 眨眼
😊 blush smile pleased | 害羞 微笑 脸红
😇 angel innocent halo | 天使 无辜
🥰 adore love hearts | 爱慕 喜爱 爱心
😍 heart_eyes love | 花痴 色 喜欢
🤩 star_struck wow | 崇拜 星星眼
😘 kiss love | 飞吻 亲亲
😚 kissing | 亲
😋 yum tasty delicious | 好吃 馋 美味
😛 tongue playful | 吐舌
😜 wink_tongue crazy joke | 调皮 鬼脸
🤪 zany crazy | 疯 滑稽
🤗 hug | 抱抱 拥抱
🤭 giggle oops | 偷笑 捂嘴
🤫 shush quiet secret | 嘘 安静 保密
🤔 think hmm wonder | 思考 想 疑问
🤐 zip secret | 闭嘴 保密
😐 neutral meh | 面无表情
😏 smirk | 得意 坏笑
😒 unamused bored | 不屑 无语
🙄 eye_roll | 白眼 翻白眼
😬 grimace awkward | 尴尬 咧嘴
😌 relieved calm | 放心 松口气
😔 pensive sad | 失落 难过
😴 sleep tired zzz | 睡觉 困
😷 mask sick | 口罩 生病
🤒 fever ill sick | 发烧 生病
🤧 sneeze cold | 感冒 打喷嚏
🥵 hot | 热
🥶 cold freezing | 冷 冻
😵 dizzy | 晕
🤯 mind_blown explode | 震惊 爆炸
🥳 party celebrate birthday | 庆祝 派对 生日
😎 cool sunglasses | 酷 墨镜
😕 confused | 困惑
😟 worried | 担心
🙁 frown sad | 不开心
😮 open_mouth wow surprise | 惊讶 哇
😲 astonished shock | 震惊
😳 flushed embarrassed | 脸红 惊呆
🥺 pleading please beg | 可怜 求求 拜托
😨 fear scared | 害怕
😰 anxious sweat | 焦虑 冷汗
😢 cry sad tear | 哭 伤心 难过
😭 sob cry | 大哭 流泪
😱 scream shock | 尖叫 惊恐
😞 disappointed | 失望
😩 weary tired | 累 疲惫
😤 huff triumph | 哼 傲慢
😡 angry mad rage | 生气 愤怒 发火
😈 devil evil | 恶魔 坏
💀 skull dead | 骷髅 笑死
💩 poop | 便便 屎
🤡 clown | 小丑
👻 ghost | 鬼 幽灵
🤖 robot bot | 机器人
🙈 see_no_evil monkey shy | 捂眼 猴子 害羞`,
  hands: `
👍 thumbs_up good yes like | 赞 好 棒
👎 thumbs_down bad no | 踩 差 不好
👌 ok perfect | 好的 没问题
✌️ victory peace yeah | 耶 胜利
🤞 fingers_crossed luck | 祈祷 好运
🤝 handshake deal agree | 握手 合作 成交
👏 clap applause bravo | 鼓掌 拍手
🙏 thanks please pray | 谢谢 拜托 感谢
💪 strong muscle | 加油 强 肌肉
👋 wave hello bye hi | 挥手 你好 再见
✋ hand stop wait high_five | 手 停 等等
👊 fist bump | 拳头
✊ raised_fist | 握拳 加油
🙌 hooray hands celebrate | 举手 万岁
👐 open_hands | 张开手
🤲 palms | 双手
👉 right point | 右 指
👈 left point | 左 指
👆 up point | 上 指
👇 down point below | 下 指
☝️ one point up | 一 注意
✍️ write sign | 写 签名
🤳 selfie phone | 自拍
👀 eyes look see | 眼睛 看
🧠 brain | 大脑
👂 ear listen | 耳朵 听
🙋 raise_hand question me | 举手 提问
🤷 shrug dunno | 摊手 不知道
🤦 facepalm | 捂脸 无语
🙇 bow sorry thanks | 鞠躬 抱歉 对不起
💁 information help | 客服 介绍
🏃 run hurry | 跑 赶
👶 baby | 宝宝 婴儿
👨‍👩‍👧 family | 家庭 家人`,
  hearts: `
❤️ heart love red | 爱心 红心 爱
🧡 orange_heart | 橙心
💛 yellow_heart | 黄心
💚 green_heart | 绿心
💙 blue_heart | 蓝心
💜 purple_heart | 紫心
🖤 black_heart | 黑心
💔 broken_heart sad | 心碎
💕 two_hearts love | 双心 爱
💖 sparkling_heart | 闪心
💗 growing_heart | 心动
💋 lips kiss | 吻 嘴唇
💯 hundred full perfect | 满分 一百
💥 boom bang | 爆炸
💤 sleep zzz | 睡觉
💬 speech message chat | 消息 聊天
🔥 fire hot | 火 热门
✨ sparkles new shiny | 闪亮 新
⭐ star favourite | 星星 收藏
🌟 glowing_star | 闪星
🎉 tada party congratulations | 庆祝 恭喜 撒花
🎊 confetti | 彩球 庆祝
🎁 gift present | 礼物
🎂 cake birthday | 生日 蛋糕
🎈 balloon | 气球
🧧 red_envelope hongbao money | 红包
🏆 trophy win | 奖杯 冠军
🥇 gold first medal | 金牌 第一
🎯 target goal | 目标
🌹 rose flower | 玫瑰 花`,
  nature: `
🐶 dog | 狗
🐱 cat | 猫
🐭 mouse | 鼠
🐰 rabbit | 兔
🐻 bear | 熊
🐼 panda | 熊猫
🐯 tiger | 虎
🐮 cow | 牛
🐷 pig | 猪
🐸 frog | 青蛙
🐵 monkey | 猴
🐔 chicken | 鸡
🐧 penguin | 企鹅
🦄 unicorn | 独角兽
🐝 bee | 蜜蜂
🐢 turtle slow | 乌龟 慢
🐟 fish | 鱼
🌸 blossom flower | 樱花 花
🌻 sunflower | 向日葵
🌱 seedling green | 发芽 环保
🍀 clover luck | 四叶草 好运
🌲 tree | 树
☀️ sun sunny weather | 太阳 晴
🌙 moon night | 月亮 晚安
☁️ cloud | 云
🌧️ rain | 下雨
❄️ snow cold | 雪 冷
⚡ lightning fast power | 闪电 快
🌈 rainbow | 彩虹
🌍 world earth globe | 地球 世界`,
  food: `
🍎 apple | 苹果
🍊 orange | 橙子 橘子
🍉 watermelon | 西瓜 吃瓜
🍓 strawberry | 草莓
🍑 peach | 桃
🍋 lemon | 柠檬
🥑 avocado | 牛油果
🍞 bread | 面包
🧀 cheese | 奶酪
🥚 egg | 鸡蛋
🍔 burger | 汉堡
🍟 fries | 薯条
🍕 pizza | 披萨
🍚 rice | 米饭
🍜 noodles | 面条
🥟 dumpling | 饺子
🍣 sushi | 寿司
🥮 mooncake | 月饼
🍰 dessert cake | 甜点 蛋糕
🍫 chocolate | 巧克力
🍦 ice_cream | 冰淇淋
🍵 tea | 茶
☕ coffee | 咖啡
🥤 drink cola | 饮料 奶茶
🍺 beer cheers | 啤酒
🍻 cheers beers | 干杯
🍷 wine | 红酒`,
  shop: `
🛒 cart basket buy | 购物车 购买
🛍️ shopping bags | 购物 买
📦 parcel package box | 包裹 快递 箱子
🚚 delivery truck shipping | 送货 物流 发货
✈️ plane flight | 飞机
🚗 car | 车
🏠 home house address | 家 房子 地址
🏬 store shop | 商店 门店
📍 place pin location | 位置 地点
💰 money bag | 钱
💳 card pay | 银行卡 支付
🧾 receipt invoice bill | 小票 发票 账单
🏷️ tag price label | 标签 价格
💎 gem diamond | 钻石
👕 shirt clothes | 衣服 T恤
👗 dress | 裙子
👟 shoe sneaker | 鞋
👜 handbag | 包
💄 lipstick make-up | 口红 化妆
⌚ watch time | 手表
📱 phone mobile | 手机
💻 laptop computer | 电脑
🎧 headphones music | 耳机 音乐
📷 camera photo picture | 相机 照片
🔋 battery | 电池
🔌 plug charger | 插头 充电
💡 idea light bulb | 灯 主意
🔧 wrench repair | 维修 扳手
🔑 key | 钥匙
📞 call telephone | 电话
📧 mail email | 邮件
📅 calendar date | 日历 日期
⏰ alarm clock time | 闹钟 时间
⏳ hourglass wait | 沙漏 等待
📝 note memo | 备注 记录
📎 clip attachment | 附件 回形针
🔗 link | 链接
🔍 search look | 搜索 查找`,
  signs: `
✅ done check yes | 完成 对 是
❌ cross no wrong | 错 不 否
❓ question | 问号 疑问
❗ exclamation important | 感叹号 重要
⚠️ warning careful | 警告 注意
🚫 forbidden no | 禁止
🆕 new | 新 新品
🆗 ok | 好 可以
🔴 red_circle | 红点
🔵 blue_circle | 蓝点
⬆️ up arrow | 上 箭头
⬇️ down arrow | 下 箭头
⬅️ left arrow | 左 箭头
➡️ right arrow | 右 箭头
🔄 again exchange refresh return | 换货 刷新 退换
➕ plus add | 加
➖ minus less | 减
1️⃣ one first | 一
2️⃣ two second | 二
3️⃣ three third | 三
🎵 music note | 音乐`,
}

/** All of them, in the order in which they are shown. */
export const emojis = (Object.keys(LIST) as EmojiGroup[]).map(group => ({ group, emojis: LIST[group].trim().split('\n').map(parse) }))

function parse(line: string): Emoji {
  const [english = '', chinese = ''] = line.split(' | ')
  const [char = '', ...en] = english.split(' ').map(word => word.replaceAll('_', ' '))
  return { char, en, zh: chinese.split(' ') }
}
