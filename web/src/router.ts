import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/control' },
    { path: '/control', component: () => import('./control/ControlPage.vue') },
    { path: '/handheld', component: () => import('./handheld/HandheldPage.vue') },
    { path: '/planner', component: () => import('./planner/PlannerPage.vue') },
    { path: '/supplier', component: () => import('./supplier/SupplierPage.vue') },
    { path: '/admin', component: () => import('./admin/AdminPage.vue') },
    { path: '/:rest(.*)*', component: () => import('./shell/NotFound.vue') },
  ],
})
