// Starts the circuit, and brings it back: by reconnecting while the server still knows it, by loading the page again where it does not.
(() => {
  const notice = document.getElementById('st-connection');
  let down = false;
  const comeBack = async () => {
    while (down) {
      try {
        if (await Blazor.reconnect()) return;
        location.reload();
        return;
      } catch {
        await new Promise(resolve => setTimeout(resolve, 1000));
      }
    }
  };
  Blazor.start({
    circuit: {
      reconnectionHandler: {
        onConnectionDown: () => { down = true; notice.hidden = false; comeBack(); },
        onConnectionUp: () => { down = false; notice.hidden = true; },
      },
    },
  });
})();
