import { createApp } from 'vue'
import App from './App.vue'
import './design/tokens.css'
import './design/base.css'
import './design/theme'
import { router } from './router'

createApp(App).use(router).mount('#app')
