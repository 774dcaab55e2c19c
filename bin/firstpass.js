#!/usr/bin/env node
'use strict'

require('../build/shared/standalone/cli/main.js')
