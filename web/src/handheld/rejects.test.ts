import { expect, test } from 'vitest'
import { rejectReason } from './rejects'

test('reasons of the reject lane have words, and others are shown as they came', () => {
  expect(rejectReason('no code was read')).toBe('The scanner read no code')
  expect(rejectReason('every chute of route gb-60 is full or out of use')).toBe('Every chute of route gb-60 is full or out of use')
  expect(rejectReason('the moon is full')).toBe('the moon is full')
})
