// Faults of the simulated machines, in the control room.
export const twin = {
  'twin.open': ['Faults', '故障注入'],
  'twin.title': ['What goes wrong', '故障注入'],
  'twin.hint': ['These machines are simulated. See what the site makes of their bad days; nothing of it is written to the books.', '这些设备是仿真的。看看现场如何应对它们的故障；账目不受影响。'],
  'twin.close': ['Close', '关闭'],
  'twin.fault.restart': ['PLC restarts', 'PLC 重启'],
  'twin.fault.frozen_heartbeat': ['Heartbeat stands still', '心跳停止'],
  'twin.fault.jam': ['Jam', '堵塞'],
  'twin.fault.emergency_stop': ['Emergency stop', '急停'],
  'twin.fault.no_reads': ['Codes not read', '读码失败'],
  'twin.fault.chute_full': ['First chute full', '首个滑道已满'],
  'twin.fault.breakdown': ['Breaks down for 2 min', '停机 2 分钟'],
  'twin.fault.obstacle': ['Obstacle', '障碍物'],
  'twin.fault.silent': ['Says nothing', '失联'],
  'twin.fault.lost': ['Lost its position', '定位丢失'],
} as const
