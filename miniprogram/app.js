const config = require('./config')
const kefu = require('./kefu/index')
const { pictureOf } = require('./shop/products')

App({
  onLaunch() {
    kefu.start({ url: config.desk, tab: config.chatTab, cardImage: card => pictureOf(card) })
  },
})
